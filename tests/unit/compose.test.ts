/** docker-compose.yml and Dockerfile: what Docker would take, and what must hold between their parts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { EVICTION } from '../../src/mongodb/embedded/eviction.js';
import { REPOSITORY } from '../fixtures/cli.js';
import { composeItself, composeProject, copiedBy, dockerStages, type Service } from '../fixtures/compose.js';

const project = composeProject();
const { mongodb, zava } = project.services as Record<'mongodb' | 'zava', Service>;
const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

describe('docker-compose.yml', () => {
  it('names nothing that is not there', () => {
    for (const { volumes = [], depends_on = {}, network_mode } of Object.values(project.services)) {
      for (const volume of volumes) expect(Object.keys(project.volumes)).toContain(volume.split(':')[0]);
      const others = [...Object.keys(depends_on), ...(network_mode ? [network_mode.split(':')[1]] : [])];
      for (const other of others) expect(Object.keys(project.services)).toContain(other);
    }
  });

  it('has every volume in use, and the data in one with a name', () => {
    const used = Object.values(project.services).flatMap(({ volumes = [] }) => volumes);
    expect([...new Set(used.map((volume) => volume.split(':')[0]))].sort()).toEqual(
      Object.keys(project.volumes).sort(),
    );
    // The two that the image declares; without a name each start would have new ones.
    expect(mongodb.volumes?.map((volume) => volume.split(':')[1])).toEqual(['/data/db', '/data/configdb']);
  });

  it('opens the server to this machine alone, at one port inside and outside', () => {
    for (const [variables, port] of [
      [{}, '27017'],
      [{ MONGODB_PORT: '27099' }, '27099'],
      [{ MONGODB_PORT: '' }, '27017'],
    ] as const) {
      const { services } = composeProject(variables);
      expect(services.mongodb?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
      expect(services.mongodb?.command.slice(-2)).toEqual(['--port', port]);
      const { MONGODB_CONNECTION_STRING } = services.zava?.environment ?? {};
      expect(MONGODB_CONNECTION_STRING).toBe(`mongodb://127.0.0.1:${port}/?replicaSet=rs0`);
    }
    expect(Object.values(project.services).flatMap(({ ports = [] }) => ports)).toHaveLength(1);
  });

  it('starts the server without the profile, and the load with it, once the server is healthy', () => {
    expect(mongodb.profiles).toBeUndefined();
    expect(zava).toMatchObject({
      profiles: ['load'],
      network_mode: 'service:mongodb',
      depends_on: { mongodb: { condition: 'service_healthy' } },
    });
    expect(mongodb.healthcheck).toBeDefined();
    // A service in another's network has no ports of its own.
    expect(zava.ports).toBeUndefined();
  });

  it('hands the settings of .env on, and leaves them as they are where they are empty', () => {
    const { MONGODB_CONNECTION_STRING: _, ...environment } = zava.environment ?? {};
    const settings = (env: NodeJS.ProcessEnv) => resolveSettings({}, { env, cwd: '/' });
    expect(settings(environment)).toEqual(settings({}));
    const given = {
      NUM_CUSTOMERS: '300',
      NUM_ORDERS: '2000',
      START_DATE: '2024-01-01',
      END_DATE: '2024-06-30',
      MONGODB_DATABASE: 'mine',
    };
    const { environment: handed } = composeProject(given).services.zava as Service;
    expect(handed).toMatchObject(given);
    expect(settings({ ...handed })).toEqual(settings(given));
  });

  it('comes out with the defaults, as Compose itself reads it or, where there is none, as we do', () => {
    const { services } = composeItself() ?? project;
    expect(services.mongodb).toMatchObject({
      image: 'mongo:8.0',
      command: [
        ...['mongod', '--replSet', 'rs0', '--bind_ip_all'],
        ...['--wiredTigerEngineConfigString', EVICTION],
        ...['--port', '27017'],
      ],
      healthcheck: { test: ['CMD', 'mongosh', '--quiet', '--port', '27017', '--eval', expect.any(String)] },
    });
    expect(services.zava).toMatchObject({
      image: 'zava',
      command: ['load', '--resume'],
      environment: { MONGODB_DATABASE: '', NUM_ORDERS: '' },
    });
  });
});

describe('Dockerfile', () => {
  const stages = dockerStages();
  const last = stages.at(-1) ?? [];
  const the = (name: string) => last.filter((one) => one.name === name).map(({ rest }) => rest);

  it('begins with a Node.js that zava runs on, in all stages', () => {
    for (const [first] of stages) expect(first?.rest).toMatch(/^node:22-bookworm-slim( AS \w+)?$/);
    expect(manifest.engines.node).toBe('>=20.19.0');
  });

  it('copies what is there, and no secrets', () => {
    const sources = stages.flatMap(copiedBy).flatMap(({ sources: all }) => all);
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(REPOSITORY, source)), source).toBe(true);
      expect(source).not.toMatch(/^\.$|\.env|\.zava/);
    }
  });

  it('has in the end what the package has', () => {
    const targets = last.filter(({ name }) => name === 'COPY').map(({ rest }) => rest.split('./').at(-1));
    expect(targets).toEqual(expect.arrayContaining(['package.json', 'node_modules', 'dist', 'config']));
  });

  it('runs the command line, and not as root', () => {
    expect(the('WORKDIR')).toEqual(['/zava']);
    expect(the('USER')).toEqual(['node']);
    expect(JSON.parse(the('ENTRYPOINT')[0] as string)).toEqual(['node', `/zava/${manifest.bin.zava}`]);
    expect(zava.build).toBe('.');
    // Whatever a load leaves is in the database.
    expect(zava.volumes).toBeUndefined();
  });
});
