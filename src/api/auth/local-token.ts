/** The token the server makes for the commands of its own machine. It is nobody's name. */
export const LOCAL_LABEL = 'local';

/** True for whoever works on the server's own machine. */
export function isLocal(label: string): boolean {
  return label.trim().toLowerCase() === LOCAL_LABEL;
}
