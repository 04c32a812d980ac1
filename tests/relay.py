"""A port with TLS, or a socket, that leads to a socket: `python -m tests.relay FROM TO [FOLDER]`.

FROM is a port of 127.0.0.1, for clients whose certificate the authority in FOLDER has signed, or
the path of a socket. It prints a line when it listens.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from contextlib import suppress
from pathlib import Path


async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(1 << 16):
            target.write(data)
            await target.drain()


async def main(listen: str, target: str, folder: str = "") -> None:
    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(target)
        ways = [pump(reader, far_writer), pump(far_reader, writer)]
        await asyncio.wait(map(asyncio.ensure_future, ways), return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            end.close()

    if folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Path(folder, "cert.pem"), Path(folder, "key.pem"))
        context.load_verify_locations(Path(folder, "ca.pem"))
        context.verify_mode = ssl.CERT_REQUIRED
        server = await asyncio.start_server(lead, "127.0.0.1", int(listen), ssl=context)
    else:
        server = await asyncio.start_unix_server(lead, listen)
    print(*server.sockets[0].getsockname()[1:2], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
