using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>
/// What the cluster database knows of machines' certificates: which each was given, and which count no more because
/// their machine was removed.
/// </summary>
internal sealed class CertificateRegister(IClusterDatabase database, CertificateFolder? folder, TimeProvider time)
{
    private const int Tries = 5;

    /// <summary>Notes that a machine was given a certificate; false if the machine is not in the cluster.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not noted.</exception>
    public async Task<bool> NoteAsync(string machine, string pem, CancellationToken cancellationToken)
    {
        bool known = false;
        await RepeatAsync(
            async () =>
            {
                Row<MachineConfig>? row = await FindAsync<MachineConfig>(Keys.Machine(machine), cancellationToken)
                    .ConfigureAwait(false);
                known = row is not null;
                MachineConfig? noted = row?.Value.Given(pem, time.GetUtcNow());
                return noted is null || noted == row!.Value
                    ? null
                    : new Transaction
                    {
                        Guards = [new(Keys.Machine(machine), row.Revision)],
                        Puts = [StoredDocuments.Put(Keys.Machine(machine), noted)],
                    };
            },
            $"the certificate of {machine} was not noted", cancellationToken).ConfigureAwait(false);
        return known;
    }

    /// <summary>
    /// Stores a machine that is let in, with the certificate that it is given, beside those that it was given when it
    /// was let in before, for they are still good; returns the revision.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="pem">Its certificate.</param>
    /// <param name="told">What is stored together with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DatabaseUnavailableException">It may not have been stored.</exception>
    public Task<long> AdmitAsync(
        MachineConfig machine, string pem, Transaction.Put told, CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            Row<MachineConfig>? before = await FindAsync<MachineConfig>(
                Keys.Machine(machine.Name), cancellationToken).ConfigureAwait(false);
            MachineConfig admitted = machine with { Certificates = before?.Value.Known().ToValueList() ?? [] };
            return new Transaction
            {
                Guards = [new(Keys.Machine(machine.Name), before?.Revision ?? 0)],
                Puts =
                [
                    StoredDocuments.Put(Keys.Machine(machine.Name), admitted.Given(pem, time.GetUtcNow())), told,
                ],
            };
        },
        $"machine {machine.Name} was not stored", cancellationToken);

    /// <summary>Takes a machine out of the cluster, and what it was given with it.</summary>
    /// <exception cref="DatabaseUnavailableException">It is still in the cluster.</exception>
    public Task RemoveAsync(string machine, CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            Row<MachineConfig>? row = await FindAsync<MachineConfig>(Keys.Machine(machine), cancellationToken)
                .ConfigureAwait(false);
            if (row is null)
            {
                return null;
            }

            var removal = new Transaction
            {
                Guards = [new(Keys.Machine(machine), row.Revision)], Deletes = [Keys.Machine(machine)],
            };
            using ClusterAuthority? authority = folder?.TryLoadAuthority();
            if (authority is null)
            {
                return removal;
            }

            Row<Revocations>? before = await FindAsync<Revocations>(Keys.Revocations, cancellationToken)
                .ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();
            Revocations list = (before?.Value ?? RevocationList.Empty(authority, now))
                .With(authority, row.Value.Known(), now);
            return removal with
            {
                Guards = [.. removal.Guards, new(Keys.Revocations, before?.Revision ?? 0)],
                Puts = [StoredDocuments.Put(Keys.Revocations, list)],
            };
        },
        $"machine {machine} was not removed", cancellationToken);

    /// <summary>Which certificates count no more; null only on a machine that cannot make the first list.</summary>
    /// <exception cref="DatabaseUnavailableException">The database does not answer.</exception>
    public async Task<Revocations?> ListAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (await FindAsync<Revocations>(Keys.Revocations, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found.Value;
            }

            using ClusterAuthority? authority = folder?.TryLoadAuthority();
            if (authority is null)
            {
                return null;
            }

            // Somebody else's first one is as good, and is found the next time.
            await database.CommitAsync(
                new Transaction
                {
                    Guards = [new(Keys.Revocations, 0)],
                    Puts = [StoredDocuments.Put(
                        Keys.Revocations, RevocationList.Empty(authority, time.GetUtcNow()))],
                },
                cancellationToken).ConfigureAwait(false);
        }

        throw new DatabaseUnavailableException("the list of revoked certificates was not stored");
    }

    /// <summary>Commits a change, made anew from what is newer; returns its revision, 0 where nothing was to be
    /// changed.</summary>
    private async Task<long> RepeatAsync(
        Func<Task<Transaction?>> change, string otherwise, CancellationToken cancellationToken)
    {
        CommitResult? result = null;
        for (int i = 0; i < Tries && result is null or CommitResult.Conflict; i++)
        {
            if (await change().ConfigureAwait(false) is not { } transaction)
            {
                return 0;
            }

            result = await database.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        }

        return result is CommitResult.Committed committed
            ? committed.Revision
            : throw new DatabaseUnavailableException($"{otherwise}: {result}");
    }

    private async Task<Row<T>?> FindAsync<T>(string key, CancellationToken cancellationToken)
        where T : StoredRecord
    {
        ReadResult read = await database.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        KeyValue? found = read.Items.FirstOrDefault(item => item.Key == key);
        return found is null ? null : new(StoredDocuments.Decode<T>(found), found.Revision);
    }
}
