/** Which of the papers' methods should I use? Three kinds of networks that they are tried in, and the same time for all. */
export { type Budget, epochsInTime, type Speeds } from './budget.ts';
export { HOSTS, type Host, type HostName, type HostSize } from './hosts.ts';
