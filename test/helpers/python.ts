import { spawnSync } from 'node:child_process';

/** A Python that has a module: that of `HIBISCUS_PYTHON`, else `python3`; undefined where neither has it. */
export const pythonWith = (module: string): string | undefined =>
  [process.env.HIBISCUS_PYTHON, 'python3'].find(
    (program) =>
      program !== undefined &&
      spawnSync(program, ['-c', `import ${module}`], { stdio: 'ignore', timeout: 60_000 }).status === 0,
  );
