import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { User } from './user.js';

@Injectable()
export class UsersService {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  findOne(id: number): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  findByName(username: string): Promise<User | null> {
    return this.users.findOneBy({ username });
  }
}
