import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type Alert = Schemas['Alert'];
export type AlertRule = Schemas['AlertRule'];
export type Attribute = Schemas['Attribute'];
export type AttributeFigures = Schemas['AttributeFigures'];
export type AttributeFiguresList = Schemas['AttributeFiguresList'];
export type Band = Schemas['Band'];
export type BandPoint = Schemas['BandPoint'];
export type DeclaredMetric = Schemas['DeclaredMetric'];
export type EventType = Schemas['EventType'];
export type EventTypeSummary = Schemas['EventTypeSummary'];
export type Metric = Schemas['Metric'];
export type ProducerList = Schemas['ProducerList'];
export type Reject = Schemas['Reject'];
export type RetiringAttribute = Schemas['RetiringAttribute'];
export type Revision = Schemas['Revision'];
export type SearchHit = Schemas['SearchHit'];
export type Senders = Schemas['Senders'];
export type Series = Schemas['Series'];
export type Severity = Schemas['Severity'];
export type Status = Schemas['Status'];
export type VolumePoint = Schemas['VolumePoint'];
