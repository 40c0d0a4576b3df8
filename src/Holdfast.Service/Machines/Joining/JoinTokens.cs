using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Machines.Joining;

/// <summary>The join tokens in the database: made, used once, and gone when they are old or guessed at.</summary>
internal sealed class JoinTokens(IClusterDatabase database, TimeProvider time)
{
    private const int MostTries = 5;

    /// <summary>Makes a token, and forgets those that have run out.</summary>
    public async Task<Outcome<(JoinToken Token, JoinTokenRecord Stored)>> CreateAsync(
        string authorityHash, string role, string node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        JoinToken token = JoinToken.Create(authorityHash);
        var record = new JoinTokenRecord
        {
            Id = token.Id, SecretHash = token.SecretHash, Role = role, Node = node, ExpiresAt = now + lifetime,
        };
        ReadResult all = await database.ReadAsync(Keys.Joins, cancellationToken).ConfigureAwait(false);
        KeyValue[] old =
            [.. all.Items.Where(item => StoredDocuments.Decode<JoinTokenRecord>(item).ExpiresAt <= now).Take(50)];
        CommitResult result = await database.CommitAsync(
            new Transaction
            {
                Guards = [.. old.Select(item => new Transaction.Guard(item.Key, item.Revision))],
                Puts = [StoredDocuments.Put(Keys.Join(token.Id), record)],
                Deletes = [.. old.Select(item => item.Key)],
            },
            cancellationToken).ConfigureAwait(false);
        return result is CommitResult.Committed
            ? (token, record)
            : new Refusal(ErrorCodes.DatabaseUnavailable, $"the token was not stored ({result}); try again");
    }

    /// <summary>
    /// Uses a token up. Whatever becomes of the join afterwards, nobody joins with it again.
    /// </summary>
    /// <remarks>Wrong, unknown, old and used are answered alike, so that nobody learns which ids there are.</remarks>
    public async Task<Outcome<JoinTokenRecord>> RedeemAsync(
        string id, string secret, string role, string node, CancellationToken cancellationToken)
    {
        var refused = new Refusal(ErrorCodes.JoinRefused,
            "the token is wrong, was used already or has run out: make a new one with holdfast cluster token on a "
            + "node of the cluster");
        ReadResult read = StoredKeys.IsValid(Keys.Join(id))
            ? await database.ReadAsync(Keys.Join(id), cancellationToken).ConfigureAwait(false)
            : new ReadResult(0, []);
        if (read.Items.FirstOrDefault(item => item.Key == Keys.Join(id)) is not { } item)
        {
            // As long as for one that is there.
            JoinToken.Matches(secret, JoinToken.Create("").SecretHash);
            return refused;
        }

        JoinTokenRecord stored = StoredDocuments.Decode<JoinTokenRecord>(item);
        if (!JoinToken.Matches(secret, stored.SecretHash))
        {
            await CountAsync(item, stored, cancellationToken).ConfigureAwait(false);
            return refused;
        }

        if (stored.ExpiresAt <= time.GetUtcNow())
        {
            return refused;
        }

        if (stored.Role != role || (stored.Node.Length > 0 && stored.Node != node))
        {
            return new Refusal(ErrorCodes.JoinRefused, stored.Role != role
                ? $"the token lets a {stored.Role} join, not a {role}: make one with holdfast cluster token"
                    + (role == MachineConfig.WitnessRole ? " --witness" : "")
                : $"the token is for \"{stored.Node}\" alone, not for \"{node}\"");
        }

        CommitResult result = await database.CommitAsync(
            new Transaction { Guards = [new(item.Key, item.Revision)], Deletes = [item.Key] }, cancellationToken)
            .ConfigureAwait(false);
        return result switch
        {
            CommitResult.Committed => stored,
            CommitResult.Conflict => refused,
            _ => new Refusal(ErrorCodes.DatabaseUnavailable, "the cluster database cannot be written now; try again"),
        };
    }

    /// <summary>A wrong secret is counted; after the fifth the token is gone.</summary>
    private async Task CountAsync(KeyValue item, JoinTokenRecord stored, CancellationToken cancellationToken)
    {
        bool last = stored.Tries + 1 >= MostTries;
        await database.CommitAsync(
            new Transaction
            {
                Guards = [new(item.Key, item.Revision)],
                Puts = last ? [] : [StoredDocuments.Put(item.Key, stored with { Tries = stored.Tries + 1 })],
                Deletes = last ? [item.Key] : [],
            },
            cancellationToken).ConfigureAwait(false);
    }
}
