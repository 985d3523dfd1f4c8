export function obstacle(environment?: NodeJS.ProcessEnv): string | undefined;
