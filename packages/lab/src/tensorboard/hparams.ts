/** A run's settings for TensorBoard's hparams plugin, which shows runs beside each other by their settings. */
import type { AnyConfig } from '@refold/core/train';
import {
  DATA_CLASS_TENSOR,
  DATA_TYPE,
  encodeHParams,
  type HParam,
  type HParamsPluginData,
  STATUS_SUCCESS,
  type SummaryValue,
} from './messages.ts';

/** What names a run, in words. */
export interface RunName {
  /** For people: 'table-6: identity only, seed 1'. */
  readonly label: string;
  /** What runs with other seeds share: TensorBoard shows them as one line, with the means of their metrics. */
  readonly group: string;
  /** Settings beside the configuration's: the row of a table, the backend. */
  readonly about: Readonly<Record<string, string>>;
}

/** More settings than these are of no use in a table. */
const MOST = 80;
/** Characters of a setting that isn't a number. */
const LONGEST = 120;
/** A network is shown as text; runs that differ by their seeds are shown as one. */
const LEFT_OUT = ['layer', 'seed'];

/**
 * The settings of a configuration by path, 'optimizer.momentum': numbers, words and flags as they are, short lists as JSON. Networks, seeds and
 * longer lists are left out, and so is the configuration of a run that this one begins with.
 */
export function settingsOf(config: AnyConfig): Readonly<Record<string, HParam>> {
  const found: [string, HParam][] = [];
  const visit = (path: string, value: unknown): void => {
    const setting = settingOf(value);
    if (setting !== undefined) found.push([path, setting]);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (LEFT_OUT.includes(name)) continue;
        if (name === 'training') found.push([path, { stringValue: 'another run' }]);
        else visit(path === '' ? name : `${path}.${name}`, member);
      }
    }
  };
  visit('', config);
  return Object.fromEntries(found.slice(0, MOST));
}

function settingOf(value: unknown): HParam | undefined {
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'string') return { stringValue: value.slice(0, LONGEST) };
  if (!Array.isArray(value)) return undefined;
  const json = JSON.stringify(value);
  return json.length <= LONGEST ? { stringValue: json } : undefined;
}

/** What the plugin is told when a run begins. */
export function sessionStart({ group, about }: RunName, config: AnyConfig, startTimeSecs: number): SummaryValue {
  const words = Object.entries(about).map(([name, stringValue]) => [name, { stringValue }] as const);
  const hparams = { ...Object.fromEntries(words), ...settingsOf(config) };
  return tagged('session_start_info', { sessionStartInfo: { hparams, groupName: group, startTimeSecs } });
}

/** What the plugin is told when a run has ended. */
export const sessionEnd = (endTimeSecs: number): SummaryValue =>
  tagged('session_end_info', { sessionEndInfo: { status: STATUS_SUCCESS, endTimeSecs } });

/** The plugin's data are the metadata of a tag whose tensor is empty. */
const tagged = (name: string, data: HParamsPluginData): SummaryValue => ({
  tag: `_hparams_/${name}`,
  metadata: { pluginData: { pluginName: 'hparams', content: encodeHParams(data) }, dataClass: DATA_CLASS_TENSOR },
  tensor: { dtype: DATA_TYPE.FLOAT, tensorShape: { dim: [{ size: 0 }] } },
});
