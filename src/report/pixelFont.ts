/** Columns of five, bit 0 on top, for the characters from space to ~: a text in a picture needs no font of the machine. */
const GLYPHS =
  '0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649552250 0005030000 001c224100 0041221c00 ' +
  '2a1c7f1c2a 08083e0808 0050300000 0808080808 0060600000 2010080402 3e5149453e 00427f4000 4261514946 2141454b31 ' +
  '1814127f10 2745454539 3c4a494930 0171090503 3649494936 064949291e 0036360000 0056360000 0008142241 1414141414 ' +
  '4122140800 0201510906 324979413e 7e1111117e 7f49494936 3e41414122 7f4141413e 7f49494941 7f09090901 3e41415172 ' +
  '7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f021c027f 7f0408107f 3e4141413e 7f09090906 3e4151215e ' +
  '7f09192946 2649494932 03017f0103 3f4040403f 1f2040201f 3f4038403f 6314081463 0304780403 6159494d43 007f414141 ' +
  '0204081020 004141417f 0402010204 4040404040 0003070800 2054547840 7f28444438 3844444428 384444287f 3854545418 ' +
  '00087e0902 18a4a4a47c 7f08040478 00447d4000 2040403d00 7f10284400 00417f4000 7c04780478 7c08040478 3844444438 ' +
  'fc24242418 18242424fc 7c08040408 4854545424 04043f4424 3c4040207c 1c2040201c 3c4030403c 4428102844 1ca0a0a07c ' +
  '4464544c44 0008364100 0000770000 0041360800 0201020402';

const columns = GLYPHS.split(' ').map((glyph) =>
  glyph.match(/../g)!.map((byte) => Number.parseInt(byte, 16)),
);

/** Characters that reports use and the font spells otherwise. */
const SPELLED: Readonly<Record<string, string>> = { '−': '-', '×': 'x', '…': '...', '±': '+-' };

/** Width of a character with the gap behind it, and height of a line with the gap below it, in dots. */
export const characterWidth = 6;
export const lineHeight = 10;

/** A text in characters of the font; others become `?`. */
export const spelled = (text: string): string =>
  [...text].map((character) => SPELLED[character] ?? (/[ -~]/.test(character) ? character : '?')).join('');

/** The text, its end cut off where it is longer than so many characters. */
export const shortened = (text: string, most: number): string => {
  const plain = spelled(text);
  return plain.length <= most ? plain : `${plain.slice(0, Math.max(0, most - 2))}..`;
};

/** Calls `dot` for each dot of a text whose upper left corner is at 0, 0. */
export function drawText(text: string, dot: (x: number, y: number) => void): void {
  [...spelled(text)].forEach((character, place) => {
    columns[character.charCodeAt(0) - 32]!.forEach((bits, x) => {
      for (let y = 0; y < 8; y++) if ((bits >> y) & 1) dot(place * characterWidth + x, y);
    });
  });
}
