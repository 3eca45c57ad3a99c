"""Send a steady number of requests a second to one page, and print how long they took, as JSON.

python -m benchmarks.web_load http://127.0.0.1:8080 /e/tides --rate 200 --seconds 30
"""

import argparse
import asyncio
import json
import time

import aiohttp
import numpy

MAX_CONNECTIONS = 64


async def send(address: str, path: str, rate: int, seconds: float) -> dict[str, float]:
    """Return the requests answered per second, and the seconds from when each was due until its end."""
    waits: list[float] = []
    connector = aiohttp.TCPConnector(limit=MAX_CONNECTIONS)
    async with aiohttp.ClientSession(address, auto_decompress=False, connector=connector) as browser:
        began = time.perf_counter()

        async def fetch(due: float) -> None:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            async with browser.get(path) as response:
                await response.read()
                response.raise_for_status()
            waits.append(time.perf_counter() - due)

        await asyncio.gather(*(fetch(began + number / rate) for number in range(int(rate * seconds))))
        total = time.perf_counter() - began
    return {
        "requests_per_s": round(len(waits) / total, 1),
        "page_p50_s": round(float(numpy.percentile(waits, 50)), 4),
        "page_p95_s": round(float(numpy.percentile(waits, 95)), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("path")
    parser.add_argument("--rate", type=int, default=200, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    args = parser.parse_args()
    print(json.dumps(asyncio.run(send(args.address, args.path, args.rate, args.seconds))))


if __name__ == "__main__":
    main()
