"""`python -m benchmarks.far_sink PORT MILLISECONDS`: a mail server on the loopback address that thinks about each mail so long.

As a relay at the other end of a country does: most of a worker's time is waiting, and none of it is this machine's processor.
"""

import asyncio
import sys
from functools import partial

LARGEST = 1 << 20


async def _session(seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        match line[:4].upper():
            case b"EHLO":
                writer.write(b"250-sink\r\n250 PIPELINING\r\n")
            case b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                await asyncio.sleep(seconds)
                writer.write(b"250 taken\r\n")
            case b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            case _:
                writer.write(b"250 fine\r\n")
    writer.close()


async def _serve(port: int, seconds: float) -> None:
    server = await asyncio.start_server(partial(_session, seconds), "127.0.0.1", port, limit=LARGEST)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]) / 1000))
