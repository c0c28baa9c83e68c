// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { recordId } from './fixture-base.ts';
import { createWorld, type Json } from './world.ts';

describe('comments', () => {
  it('are made, listed newest first, changed and deleted', async () => {
    const world = createWorld();
    const path = `people/${recordId(1)}/comments`;
    const first = (await world.call('POST', path, { text: 'First' })).body;
    expect(first).toMatchObject({ text: 'First', lastUpdatedTime: null });
    expect(first.id).toMatch(/^com\w{14}$/);
    await world.call('POST', path, { text: 'Second' });
    const changed = await world.call('PATCH', `${path}/${String(first.id)}`, { text: 'Changed' });
    expect(changed.body).toMatchObject({ id: first.id, text: 'Changed' });
    const listed = (await world.call('GET', path)).body;
    expect(listed.comments.map(({ text }: Json) => text)).toEqual(['Second', 'Changed']);
    const page = (await world.call('GET', `${path}?pageSize=1`)).body;
    const rest = await world.call('GET', `${path}?pageSize=1&offset=${String(page.offset)}`);
    expect(rest.body).toMatchObject({ comments: [{ text: 'Changed' }], offset: null });
    const gone = await world.call('DELETE', `${path}/${String(first.id)}`);
    expect(gone.body).toEqual({ id: first.id, deleted: true });
    expect((await world.call('DELETE', `${path}/${String(first.id)}`)).status).toBe(404);
  });

  it('are counted in a list that asks for it, and only where there are some', async () => {
    const world = createWorld();
    await world.call('POST', `people/${recordId(1)}/comments`, { text: 'One' });
    const { body } = await world.call('GET', 'people?recordMetadata[]=commentCount&maxRecords=2');
    expect(body.records[0].commentCount).toBe(1);
    expect(body.records[1]).not.toHaveProperty('commentCount');
    expect((await world.call('GET', 'people?recordMetadata[]=likes')).status).toBe(422);
  });

  it('need a record and a text', async () => {
    const world = createWorld();
    expect((await world.call('POST', `people/${recordId(1)}/comments`, {})).status).toBe(422);
    expect((await world.call('GET', 'people/recNobody00000000/comments')).status).toBe(403);
  });
});
