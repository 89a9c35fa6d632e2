"""The reference work for speed in NumPy: replications side by side as columns of arrays.

usage: supply_numpy.py FIRST COUNT, COUNT a multiple of 512. Prints the processor seconds of the
work, then a line for each replication: stock at the end, unmet demand, stock at the end of day 181,
each averaged over the two munitions.
"""

import sys
import time

import numpy as np

DAYS = 365
LANES = 512
LINES = 6  # a munition
CONSUMERS = 4  # a munition
F = np.float32


def receipts(random):
    """Shipments that come in by each day's end."""
    departures = np.array([10, 11, 70, 71, 130, 131, 190, 191, 250, 251], dtype=float)
    size = (LANES, departures.size)
    at_dock = np.sort(departures + random.triangular(3, 5, 9, size), axis=1)
    service = random.uniform(1, 3, size)
    rail = random.triangular(8, 11, 20, size)
    days = np.zeros((DAYS, LANES), dtype=F)
    free = np.zeros(LANES)
    lanes = np.arange(LANES)
    for i in range(departures.size):
        free = np.maximum(free, at_dock[:, i]) + service[:, i]
        day = np.ceil(free + rail[:, i]).astype(int) - 1
        inside = day < DAYS
        np.add.at(days, (day[inside], lanes[inside]), F(48_500))
    return days


def shares_up(random):
    """Share of each day on which each line is up: days x lines x replications."""
    down = np.zeros((DAYS + 1, 2 * LINES * LANES), dtype=F)  # changes of the time down, by day
    columns = np.arange(2 * LINES * LANES)
    at = random.exponential(60, columns.size)
    share = np.ones((DAYS, columns.size), dtype=F)
    while columns.size:
        inside = at < DAYS
        columns, at = columns[inside], at[inside]
        until = np.minimum(at + random.exponential(5, columns.size), DAYS)
        first, last = at.astype(int), until.astype(int)
        same = first == last
        np.subtract.at(share, (first[same], columns[same]), (until - at)[same].astype(F))
        apart = ~same
        np.subtract.at(share, (first[apart], columns[apart]), (first + 1 - at)[apart].astype(F))
        partly = apart & (last < DAYS)
        np.subtract.at(share, (last[partly], columns[partly]), (until - last)[partly].astype(F))
        np.add.at(down, (first[apart] + 1, columns[apart]), F(1))
        np.subtract.at(down, (last[apart], columns[apart]), F(1))
        at = until + random.exponential(60, columns.size)
    share -= np.cumsum(down[:DAYS], axis=0)
    return share.reshape(DAYS, 2, LINES, LANES)


def normals(random, mean, sd, shape):
    draws = random.standard_normal(shape, dtype=F)
    draws *= F(sd)
    draws += F(mean)
    np.maximum(draws, F(0), out=draws)  # a negative demand: 3 in 10 million
    return draws


def whole(amounts):
    """Changes of the rounded cumulative amounts, in place, along the days."""
    cumulative = np.cumsum(amounts, axis=0, dtype=np.float64)
    np.floor(cumulative + 0.5, out=cumulative)
    amounts[0] = cumulative[0]
    np.subtract(cumulative[1:], cumulative[:-1], out=amounts[1:], casting="unsafe")
    return amounts


def block(seed):
    random = np.random.Generator(np.random.SFC64(seed))
    arriving = receipts(random)
    up = shares_up(random)
    stock = np.full((2, LANES), 20_000, dtype=F)
    unmet = np.zeros((2, LANES), dtype=F)
    middle = None
    coming = np.empty((DAYS, 2, LANES), dtype=F)
    wanted = np.empty((DAYS, 2, LANES), dtype=F)
    for m in range(2):
        coming[:, m] = arriving
        for line in range(LINES):
            coming[:, m] += whole(normals(random, 700, 70, (DAYS, LANES)) * up[:, m, line])
        wanted[:, m] = 0
        for _ in range(CONSUMERS):
            wanted[:, m] += whole(normals(random, 1250, 250, (DAYS, LANES)))
    given = np.empty_like(stock)
    for day in range(DAYS):
        stock += coming[day]
        np.minimum(stock, wanted[day], out=given)
        stock -= given
        unmet += wanted[day] - given
        if day == 180:
            middle = stock.mean(axis=0)
    return np.stack([stock.mean(axis=0), unmet.mean(axis=0), middle], axis=1)


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    begin = time.process_time()
    rows = [block(first + k) for k in range(0, count, LANES)]
    print(time.process_time() - begin)
    for row in np.concatenate(rows):
        print(*row)


main()
