from common import both, draw, write

write("globalAveragePool2d", both(lambda x: x.mean((2, 3)), draw(2, 3, 4, 5)))
