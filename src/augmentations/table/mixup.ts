/** The same as for pictures: it mixes whatever the network is given. */
export { mixup } from '../image/mixup.ts';
