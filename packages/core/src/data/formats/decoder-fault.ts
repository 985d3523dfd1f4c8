/** Why sharp could not decode a picture: the first line, as its decoders repeat themselves in the others. */
export const decoderFault = (cause: unknown): string => (cause as Error).message.trim().split('\n')[0]!.trim();
