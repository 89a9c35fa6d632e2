"""M/M/1 in SimPy 4. usage: mm1_simpy.py FIRST COUNT.

Prints the processor seconds of COUNT runs of a million customers, then each run's mean wait.
"""

import random
import sys
import time

import simpy

CUSTOMERS = 1_000_000


def customer(env, draw, server, waits):
    arrived = env.now
    with server.request() as place:
        yield place
        waits.append(env.now - arrived)
        yield env.timeout(draw.expovariate(1))


def arrivals(env, draw, server, waits):
    for _ in range(CUSTOMERS):
        yield env.timeout(draw.expovariate(0.9))
        env.process(customer(env, draw, server, waits))


def replicate(seed):
    draw = random.Random(seed)
    env = simpy.Environment()
    waits = []
    env.process(arrivals(env, draw, simpy.Resource(env, capacity=1), waits))
    env.run()
    return sum(waits) / len(waits)


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    begin = time.process_time()
    rows = [replicate(first + k) for k in range(count)]
    print(time.process_time() - begin)
    for row in rows:
        print(row)


main()
