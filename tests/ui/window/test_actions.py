from digitapp.ui.window.actions import MENUS, key_table
from digitapp.ui.window.main_window import MainWindow


def test_the_page_of_keys_begins_with_the_main_job_and_leaves_no_key_out(qtbot):
    window = MainWindow()
    window.build()
    qtbot.addWidget(window)
    keys = [keys for keys, _ in key_table(window.menuBar())]
    assert keys[:2] == ["0", "1"]
    assert sorted(keys) == sorted(
        ", ".join(command.keys) for menu in MENUS.values() for command in menu if command.keys
    )
