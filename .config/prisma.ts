// Read by Prisma's own command line (`npx prisma migrate deploy`), which finds it here by itself.
// Our own commands do not need it: they use the same schema and the same migrations.
import path from 'node:path';
import { defineConfig } from 'prisma/config';

const folder = path.resolve(__dirname, '..', 'prisma');

module.exports = defineConfig({
  schema: path.join(folder, 'schema.prisma'),
  migrations: { path: path.join(folder, 'migrations') },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
