"""Names of XML elements with their namespaces.

Expat could resolve them itself, but stops at the first prefix that nothing declares,
also where it stands in an annotation that no number depends on.
"""

from collections.abc import Mapping

from bioripple.errors import Refused

MOST_PREFIXES = 1_000  # in one scope
MOST_KEPT = 100  # scopes within one; more are made anew

Name = tuple[str, str]  # address of the namespace, empty if there is none; local name


class Scope:
    """What prefixes mean within an element."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self._names: dict[str, Name] = {}
        self._inner: dict[tuple[tuple[str, str], ...], Scope] = {}

    def name(self, tag: str) -> Name:
        """Return what a tag stands for; an undeclared prefix stays part of the name."""
        found = self._names.get(tag)
        if found is None:
            prefix, _, local = tag.rpartition(":")
            if prefix and prefix not in self.prefixes:
                found = "", tag
            else:
                found = self.prefixes.get(prefix, ""), local
            self._names[tag] = found
        return found

    def namespace(self, attribute: str) -> str:
        """Return the namespace of an attribute: none without a declared prefix."""
        prefix, colon, _ = attribute.partition(":")
        return self.prefixes.get(prefix, "") if colon else ""

    def within(self, attributes: Mapping[str, str]) -> "Scope":
        """Return the scope within an element that has these attributes."""
        for key in attributes:
            if key.startswith("xmlns"):
                break
        else:
            return self
        declared = tuple(
            (key[6:], value)
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        )
        # formulas declare the same namespace again and again
        found = self._inner.get(declared)
        if found is None:
            found = Scope({**self.prefixes, **dict(declared)})
            if len(found.prefixes) > MOST_PREFIXES:
                raise Refused(f"more than {MOST_PREFIXES} XML namespaces are declared")
            if len(self._inner) < MOST_KEPT:
                self._inner[declared] = found
        return found


OUTSIDE = {"xml": "http://www.w3.org/XML/1998/namespace"}
