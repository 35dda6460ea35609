"""Arguments: what was wrong with a call, in a sentence instead of Python's words for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def described(value: object) -> str:
    """Return how an error names a value: short ones as Python writes them, else what they are.

    >>> described(5), described([1, 2]), described(print), described(int)
    ('5', '[1, 2]', 'print', 'the class int')
    """
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__).strip("<>")
    text, kind = repr(value), type(value).__name__
    if len(text) < 80 and "\n" not in text and " at 0x" not in text:
        return text
    return f"{'an' if kind[0] in 'AEIOaeio' else 'a'} {kind}"


def plain_errors(function: Function) -> Function:
    """Decorate a function so that arguments missing or unknown are named in its TypeError."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return call_with_plain_errors(function, *args, **kwargs)

    return call  # type: ignore[return-value]


def call_with_plain_errors(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Return function(*args, **kwargs); arguments that it lacks are named in its TypeError."""
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        sentence = _wrong_call(function, args, kwargs)
        if sentence is None:
            raise
        raise TypeError(sentence) from error


def fits(function: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Return whether a function takes these arguments; of a builtin that is not known: False."""
    import inspect  # here, as below: only needed for an error, or once an epoch

    try:
        inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return False
    return True


def _wrong_call(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> str | None:
    """Return what is wrong with these arguments, None where they fit the function."""
    import inspect
    from difflib import get_close_matches

    try:
        signature = inspect.signature(function)
    except ValueError:  # a builtin
        return None
    if fits(function, *args, **kwargs):
        return None
    own = {"self", "cls"} & signature.parameters.keys()
    parameters = {name: each for name, each in signature.parameters.items() if name not in own}
    name = described(function)
    if name in ("__init__", "__call__"):
        name = type(args[0]).__name__
    known = f"{name} takes {', '.join(parameters) or 'no arguments'}."
    for unknown in kwargs.keys() - parameters.keys():
        close = get_close_matches(unknown, parameters, 1)
        hint = f" Did you mean {close[0]}?" if close else ""
        return f"{name} has no argument {unknown}.{hint} {known}"
    positional = [n for n, each in parameters.items() if each.kind <= each.POSITIONAL_OR_KEYWORD]
    n_given = len(args) - len(own)
    if n_given > len(positional):
        count = f"{len(positional)} argument{'s' * (len(positional) != 1)}"
        return f"{name} takes {count} in order, got {n_given}. {known}"
    twice = [n for n in positional[:n_given] if n in kwargs]
    if twice:
        return f"{name} got {twice[0]} twice. {known}"
    needed = [n for n in positional[n_given:] if parameters[n].default is inspect.Parameter.empty]
    return f"{name} needs {' and '.join(n for n in needed if n not in kwargs)}. {known}"
