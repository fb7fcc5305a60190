/** @type {import('next').NextConfig} */
export default {
  // The server in front of Next compresses nothing and sends every security header itself.
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of everything, once; whoever starts the product need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Both are loaded from node_modules at run time: one has native code, the other its own module state.
  serverExternalPackages: [
    '@node-rs/argon2',
    'pg',
    'pino',
    'graphile-worker',
    '@prisma/client',
    '@prisma/adapter-pg',
  ],
  experimental: { serverActions: { bodySizeLimit: '1mb' } },
}
