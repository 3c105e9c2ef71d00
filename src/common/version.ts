/** Of this extension. */
export { version } from '../../package.json';
