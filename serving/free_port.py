"""The port to serve on, on loopback: `python free_port.py [PORT]`; without one the first that is free from 8100 on."""

import socket
import sys

FIRST, LAST = 8100, 8199


def free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main(wanted: str = "") -> None:
    ports = [int(wanted)] if wanted else range(FIRST, LAST + 1)
    found = next((port for port in ports if free(port)), None)
    if found is None:
        sys.exit(f"port {wanted or f'{FIRST} to {LAST}'} is taken by another server; stop it, or set VLLM_PORT")
    print(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
