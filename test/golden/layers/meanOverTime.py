from common import both, draw, write

write("meanOverTime", both(lambda x: x.mean(1), draw(2, 4, 3)))
