"""The reference work for speed in SimPy 4: a process for each activity.

usage: supply_simpy.py FIRST COUNT. Prints the processor seconds of the work, then a line for each
replication: stock at the end, unmet demand, stock at the end of day 181, averaged over munitions.
"""

import math
import random
import sys
import time

import simpy

DAYS = 365


class Rounds:
    """Posts fractional amounts as whole rounds, the remainder carried."""

    def __init__(self):
        self.carried = 0.0

    def post(self, amount):
        due = self.carried + amount
        rounds = math.floor(due + 0.5)
        self.carried = due - rounds
        return rounds


def positive_normal(draw, mean, sd):
    while True:
        x = draw.gauss(mean, sd)
        if x >= 0:
            return x


class Line:
    def __init__(self, env, draw):
        self.env, self.draw = env, draw
        self.up, self.since, self.up_days = True, 0.0, 0.0
        self.rounds = Rounds()

    def outages(self):
        while True:
            yield self.env.timeout(self.draw.expovariate(1 / 60))
            self.up_days += self.env.now - self.since
            self.up = False
            yield self.env.timeout(self.draw.expovariate(1 / 5))
            self.up, self.since = True, self.env.now

    def output(self):
        if self.up:
            self.up_days += self.env.now - self.since
            self.since = self.env.now
        posted = self.rounds.post(positive_normal(self.draw, 700, 70) * self.up_days)
        self.up_days = 0.0
        return posted


def shipment(env, draw, depot, dock, departs):
    yield env.timeout(departs + draw.triangular(3, 9, 5))
    with dock.request() as place:
        yield place
        yield env.timeout(draw.uniform(1, 3))
    yield env.timeout(draw.triangular(8, 20, 11))
    for munition in range(2):
        depot[munition] += 48_500


def daily(env, act):
    # After arrivals of the same instant.
    while True:
        yield env.timeout(1)
        act()


def replicate(seed):
    draw = random.Random(seed)
    env = simpy.Environment()
    stock, unmet, middle = [20_000, 20_000], [0, 0], []
    dock = simpy.Resource(env, capacity=1)
    for departs in (10, 11, 70, 71, 130, 131, 190, 191, 250, 251):
        env.process(shipment(env, draw, stock, dock, departs))

    def produce(line, munition):
        stock[munition] += line.output()

    def fire(rounds, munition):
        wanted = rounds.post(positive_normal(draw, 1250, 250))
        given = min(stock[munition], wanted)
        stock[munition] -= given
        unmet[munition] += wanted - given

    for i in range(12):
        line = Line(env, draw)
        env.process(line.outages())
        env.process(daily(env, lambda line=line, m=i % 2: produce(line, m)))
    for i in range(8):
        env.process(daily(env, lambda rounds=Rounds(), m=i % 2: fire(rounds, m)))
    env.process(daily(env, lambda: middle.append(sum(stock) / 2)))
    env.run(until=DAYS + 1e-9)
    return sum(stock) / 2, sum(unmet) / 2, middle[180]


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    begin = time.process_time()
    rows = [replicate(first + k) for k in range(count)]
    print(time.process_time() - begin)
    for row in rows:
        print(*row)


main()
