import type { Page } from 'playwright-core';

/** Texts whose contrast is below WCAG AA's 4.5:1 (3:1 for large ones), each with its ratio. */
export function lowContrasts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Rgba = readonly [number, number, number, number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('no canvas');
    const parse = (color: string): Rgba => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const ground = (element: Element | null): Rgba => {
      if (element === null) return [255, 255, 255, 1];
      const color = parse(getComputedStyle(element).backgroundColor);
      return color[3] > 0.99 ? color : ground(element.parentElement);
    };
    const luminance = ([r, g, b]: Rgba): number => {
      const linear = [r, g, b].map((each) => {
        const part = each / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    };
    return [...document.querySelectorAll('body *')].flatMap((element) => {
      const text = [...element.childNodes].find(
        (node) => node.nodeType === 3 && /[\p{L}\p{N}]/u.test(`${node.textContent}`),
      );
      if (text === undefined || element.tagName === 'OPTION' || element.getClientRects().length === 0) return [];
      const style = getComputedStyle(element);
      const [light = 0, dark = 0] = [luminance(parse(style.color)), luminance(ground(element))].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      return ratio < (isLarge ? 3 : 4.5) ? [`${element.className} "${text.textContent}" ${ratio.toFixed(2)}`] : [];
    });
  });
}

/** What makes the page, or the list of messages, scroll sideways. */
export function overflows(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, main, .view, .messages, .body, .page-header, .controls, .life')]
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 0)
      .map((element) => `${element.tagName}.${element.className}: ${element.scrollWidth} > ${element.clientWidth}`),
  );
}
