"""Are the tags of a text allowed, opened, closed and in order? Each one that is not is named by the line it starts on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from campaign.letters.language import DEEPEST_NESTING, TAGS, Kind, Mark

END_OF = {"if": "endif", "unless": "endunless", "case": "endcase"}
BLOCK_OF = {end: block for block, end in END_OF.items()}
BLOCKS_AROUND = {"elsif": ("if", "unless"), "else": ("if", "unless", "case"), "when": ("case",)}
WITH_EXPRESSION = frozenset({*END_OF, "elsif", "when"})


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one piece of Liquid, in a sentence for the organizer who wrote it."""

    line: int
    message: str


@dataclass(slots=True)
class Block:
    """A tag that waits for its end."""

    mark: Mark
    has_else: bool = False


@dataclass(slots=True)
class Structure:
    """Walks once through the marks of a text and remembers which blocks are open."""

    open_blocks: list[Block] = field(default_factory=list)
    never_closed: list[Block] = field(default_factory=list)

    def flaws(self, marks: Iterable[Mark]) -> Iterator[Flaw]:
        for mark in marks:
            message = self._message(mark)
            if message:
                yield Flaw(mark.line, message)
        for block in self.never_closed + self.open_blocks:
            yield Flaw(
                block.mark.line,
                _("“%(tag)s” is never closed. Write “{%% %(end)s %%}” where it ends.")
                % {"tag": block.mark.source, "end": END_OF[block.mark.word]},
            )

    def _message(self, mark: Mark) -> str:
        match mark.kind:
            case Kind.UNCLOSED:
                return _("“%(text)s” is opened here and never closed.") % {"text": mark.source}
            case Kind.STRAY:
                return _("“%(text)s” closes something that was never opened.") % {"text": mark.source}
            case Kind.OUTPUT:
                return "" if mark.expression else _("There is no variable between these braces.")
            case Kind.TAG:
                return self._tag(mark)

    def _tag(self, mark: Mark) -> str:
        if mark.word in END_OF:
            return self._open(mark)
        if mark.word in BLOCK_OF:
            return self._close(mark)
        if mark.word in BLOCKS_AROUND:
            return self._continue(mark)
        if mark.word != "comment":
            return _("“%(tag)s” cannot be used in letters. The tags you can use are: %(tags)s.") % {
                "tag": mark.source,
                "tags": ", ".join(TAGS),
            }
        return _expression_flaw(mark)

    def _open(self, mark: Mark) -> str:
        self.open_blocks.append(Block(mark))
        if len(self.open_blocks) > DEEPEST_NESTING:
            return _("“%(tag)s” stands inside more than %(limit)d other tags.") % {
                "tag": mark.source,
                "limit": DEEPEST_NESTING - 1,
            }
        return _expression_flaw(mark)

    def _close(self, mark: Mark) -> str:
        if BLOCK_OF[mark.word] not in (block.mark.word for block in self.open_blocks):
            return _("“%(text)s” closes something that was never opened.") % {"text": mark.source}
        while (block := self.open_blocks.pop()).mark.word != BLOCK_OF[mark.word]:
            self.never_closed.append(block)
        return _expression_flaw(mark)

    def _continue(self, mark: Mark) -> str:
        block = self.open_blocks[-1] if self.open_blocks else None
        if block is None or block.mark.word not in BLOCKS_AROUND[mark.word]:
            return _("“%(tag)s” belongs inside %(blocks)s.") % {
                "tag": mark.source,
                "blocks": ", ".join(f"{{% {word} %}}" for word in BLOCKS_AROUND[mark.word]),
            }
        if block.has_else:
            return _("“%(tag)s” comes after “{%% else %%}” and would never be read.") % {"tag": mark.source}
        block.has_else = mark.word == "else"
        return _expression_flaw(mark)


def _expression_flaw(mark: Mark) -> str:
    if mark.word in WITH_EXPRESSION and not mark.expression:
        return _("“%(tag)s” needs a condition or a value after its name.") % {"tag": mark.source}
    if mark.word not in WITH_EXPRESSION and mark.expression:
        return _("“%(tag)s” can hold nothing but its name.") % {"tag": mark.source}
    return ""
