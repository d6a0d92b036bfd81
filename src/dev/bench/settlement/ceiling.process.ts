import { loadConfig } from '../../../config/config';
import { runProcess } from '../../../process';
import { serveNotifications } from './verifying-api';

/** The most that any design behind this route could reach: verified, decrypted, acknowledged, forgotten. */
runProcess(() => serveNotifications(loadConfig(process.env), () => Promise.resolve()));
