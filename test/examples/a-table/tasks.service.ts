import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../../src/http/errors/problem.js';
import { isAccountId } from '../../../src/users/user.entity.js';
import type { TaskDto } from './task.dto.js';
import { Task } from './task.entity.js';

/** Keeps the tasks of each account; nobody finds another's. */
@Injectable()
export class TasksService {
  constructor(private readonly em: EntityManager) {}

  list(user: string): Promise<Task[]> {
    return this.em.find(Task, { user }, { orderBy: { due: 'asc', id: 'asc' }, limit: 100 });
  }

  async add(user: string, { version: _none, effort, ...fields }: TaskDto): Promise<Task> {
    const task = this.em.create(Task, { ...fields, effort: Number(effort), user });
    await this.em.flush();
    return task;
  }

  /** Throws `not_found`. */
  async find(user: string, id: string): Promise<Task> {
    // PostgreSQL answers what is no UUID with an error.
    const task = isAccountId(id) ? await this.em.findOne(Task, { id, user }) : null;
    if (task === null) throw new Problem('not_found');
    return task;
  }

  /** Throws `not_found`, and OptimisticLockError, which is a 409, when the task has changed since it was shown. */
  async change(user: string, id: string, { version, effort, ...fields }: TaskDto): Promise<Task> {
    const task = await this.find(user, id);
    await this.em.lock(task, LockMode.OPTIMISTIC, Number(version));
    this.em.assign(task, { ...fields, effort: Number(effort) });
    await this.em.flush();
    return task;
  }

  async remove(user: string, id: string): Promise<void> {
    await this.em.remove(await this.find(user, id)).flush();
  }
}
