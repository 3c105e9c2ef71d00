/** Version of this extension. */
export { version } from '../../package.json';
