"""`python -m benchmarks.relay PORT=SOCKET ...`: servers that listen at sockets are found at ports as well. Says "ready"."""

import asyncio
import sys
from contextlib import suppress
from functools import partial

CHUNK = 65536


async def _relay(path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    there, back = await asyncio.open_unix_connection(path)
    await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _serve(routes: list[str]) -> None:
    for route in routes:
        port, path = route.split("=", 1)
        await asyncio.start_server(partial(_relay, path), "0.0.0.0", int(port))  # noqa: S104  # in a namespace of its own
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1:]))
