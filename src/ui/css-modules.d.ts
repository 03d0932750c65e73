declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  // biome-ignore lint/style/noDefaultExport: this is how Vite hands the class names of a style sheet over.
  export default classes;
}
declare module '*.css';
