import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const THROTTLE = '/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device';

/**
 * A small file system of its own in a file, mounted by loop, that can be filled to the last byte and slowed down
 * (cgroup v1, writes a second of that device alone). Needs root.
 */
export class LoopDisk {
  readonly folder: string;
  readonly #home: string;
  readonly #device: string;

  private constructor(home: string, folder: string, device: string) {
    this.#home = home;
    this.folder = folder;
    this.#device = device;
  }

  /** At that folder, or one of its own; the reason where this machine does not permit it. */
  static async mount(megabytes: number, at?: string): Promise<LoopDisk | string> {
    const home = await mkdtemp(join(tmpdir(), 'cadencia-disk-'));
    const [image, folder] = [join(home, 'image'), at ?? join(home, 'mounted')];
    try {
      await mkdir(folder, { recursive: true });
      await chmod(home, 0o755);
      await run('truncate', ['-s', `${megabytes}M`, image]);
      await run('mkfs.ext4', ['-q', '-m', '0', image]);
      await run('mount', ['-o', 'loop', image, folder]);
      await chmod(folder, 0o755);
      const { stdout } = await run('losetup', ['-j', image, '-n', '-O', 'MAJ:MIN']);
      return new LoopDisk(home, folder, stdout.trim());
    } catch (error) {
      await run('umount', [folder]).catch(() => undefined);
      await rm(home, { recursive: true, force: true });
      return `no file system can be mounted (${String(error).split('\n')[0]})`;
    }
  }

  /** Whether writes of the device can be throttled here. */
  async canSlow(): Promise<boolean> {
    return (await readFile(THROTTLE, 'utf8').catch(() => null)) !== null;
  }

  /** Not a byte is left for anybody. */
  async fill(): Promise<void> {
    const filler = join(this.folder, 'filler');
    const { stdout } = await run('df', ['--output=avail', '-B1', this.folder]);
    const bytes = Number(stdout.trim().split('\n').at(-1));
    await run('fallocate', ['-l', String(Math.max(4096, bytes - 65_536)), filler]).catch(() => undefined);
    await run('dd', ['if=/dev/zero', `of=${filler}-rest`, 'bs=4096']).catch(() => undefined);
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.folder, 'filler'), { force: true });
    await rm(join(this.folder, 'filler-rest'), { force: true });
  }

  async slow(writesASecond: number): Promise<void> {
    await writeFile(THROTTLE, `${this.#device} ${writesASecond}`);
  }

  async fast(): Promise<void> {
    await writeFile(THROTTLE, `${this.#device} 0`).catch(() => undefined);
  }

  /** Nothing may use it any more. */
  async unmount(): Promise<void> {
    await this.fast();
    await run('umount', [this.folder]).catch(() => run('umount', ['-l', this.folder]));
    await rm(this.#home, { recursive: true, force: true });
  }
}
