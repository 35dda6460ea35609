"""Arguments: what was wrong with a call, in a sentence instead of Python's words for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def described(value: object) -> str:
    """Return how an error names a value: a class or object by its name, else as Python writes it.

    >>> described(5), described([1, 2]), described(print), described(int)
    ('5', '[1, 2]', 'print', 'the class int')
    """
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    text = repr(value)
    return f"a {type(value).__name__}" if " object at 0x" in text else text


def plain_errors(function: Function) -> Function:
    """Decorate a function so that arguments missing or unknown are named in its TypeError."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            sentence = _wrong_call(function, args, kwargs)
            if sentence is None:
                raise
            raise TypeError(sentence) from error

    return call  # type: ignore[return-value]


def _wrong_call(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> str | None:
    """Return what is wrong with these arguments, None where they fit the function."""
    import inspect  # here, as below: only needed for an error
    from difflib import get_close_matches

    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        pass
    else:
        return None
    parameters = {name: each for name, each in signature.parameters.items() if name != "self"}
    name = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]
    known = f"{name} takes {', '.join(parameters)}."
    for unknown in kwargs.keys() - parameters.keys():
        close = get_close_matches(unknown, parameters, 1)
        hint = f" Did you mean {close[0]}?" if close else ""
        return f"{name} has no argument {unknown}.{hint} {known}"
    positional = [n for n, each in parameters.items() if each.kind != each.KEYWORD_ONLY]
    n_given = len(args) - ("self" in signature.parameters)
    if n_given > len(positional):
        return f"{name} takes {len(positional)} arguments in order, got {n_given}. {known}"
    twice = [n for n in positional[:n_given] if n in kwargs]
    if twice:
        return f"{name} got {twice[0]} twice. {known}"
    needed = [n for n in positional[n_given:] if parameters[n].default is inspect.Parameter.empty]
    return f"{name} needs {' and '.join(n for n in needed if n not in kwargs)}. {known}"
