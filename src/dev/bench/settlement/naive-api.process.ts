import { loadConfig } from '../../../config/config';
import { runProcess } from '../../../process';
import { createJobQueue } from '../../../queue/queue';
import { writeFact } from './naive';
import { serveNotifications } from './verifying-api';

/** The naive design's API: one job for one notification, which carries the whole fact; acknowledged once it is queued. */
runProcess(async () => {
  const config = loadConfig(process.env);
  const queue = createJobQueue({ ...config, reportError: (error) => console.error(error) });
  await serveNotifications(config, ({ facts }) =>
    queue.add(
      'notifications',
      facts.map((fact) => ({ entries: [writeFact(fact)] })),
    ),
  );
  await queue.close();
});
