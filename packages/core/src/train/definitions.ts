/** The kinds of tasks by name: core's own, and those that a paper registers. */
import { type AnyConfig, isSupervised } from './config.ts';
import { registered } from './registered.ts';
import { supervised } from './supervised.ts';
import type { Registry, TaskDefinition } from './task.ts';

/**
 * The definition of a configuration's task.
 * @throws RefoldError for a task that nobody registered
 */
export function taskDefinition(config: AnyConfig, { tasks = {} }: Registry): TaskDefinition<AnyConfig> {
  if (isSupervised(config)) return supervised;
  return registered('task', config.task, tasks);
}
