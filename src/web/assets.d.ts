/** Vite turns an imported picture into its address. */
declare module '*.svg' {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: so Vite gives it
  export default address;
}

/** A style sheet, which Vite puts into the page. */
declare module '*.css';
