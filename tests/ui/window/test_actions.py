from digitapp.ui.window.actions import MENUS, key_table


def test_the_page_of_keys_begins_with_the_main_job_and_leaves_no_key_out():
    keys = [keys for keys, _ in key_table()]
    assert keys[:3] == ["0", "1", "T"]
    assert sorted(keys) == sorted(
        ", ".join(command.keys) for menu in MENUS.values() for command in menu if command.keys
    )
