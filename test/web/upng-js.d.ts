/** What the tests use of upng-js, which comes without types. */
declare module 'upng-js' {
  interface DecodedImage {
    readonly width: number;
    readonly height: number;
  }

  const UPNG: {
    decode(png: Uint8Array): DecodedImage;
    toRGBA8(image: DecodedImage): ArrayBuffer[];
    /** `colors`: the most that the picture keeps. */
    encode(frames: ArrayBuffer[], width: number, height: number, colors: number): ArrayBuffer;
  };
  export = UPNG;
}
