from common import both, draw, write

write("globalAveragePool1d", both(lambda x: x.mean(2), draw(2, 3, 5)))
