// Loaded before the program of every child: when the launcher is gone, even by `kill -9`, the child ends as if asked to.
const LAST_MS = 15_000

if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), LAST_MS).unref()
  })
  // Listening must not keep alive a program that has nothing left to do.
  process.channel.unref()
}
