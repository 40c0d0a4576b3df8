using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Client.Errors;
using Holdfast.Linux;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Access;

/// <summary>
/// Tokens with a name, a role and an end, beside the one of the <c>api-token</c> file. They are a node's own, as its
/// listener is that takes them: the loopback of its machine.
/// </summary>
/// <remarks>Kept in a file of the data folder with mode 0600, written anew and renamed at each change.</remarks>
internal sealed class NamedTokens
{
    private const int Most = 1000;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private IReadOnlyList<NamedToken> _tokens;

    /// <exception cref="InvalidOperationException">The file can be read by others, or holds no tokens.</exception>
    public NamedTokens(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        _tokens = File.Exists(path) ? Read(path) : [];
    }

    /// <summary>Those that have not run out, by name.</summary>
    public IReadOnlyList<NamedToken> All
    {
        get
        {
            DateTimeOffset now = _time.GetUtcNow();
            return [.. _tokens.Where(token => token.ExpiresAt > now)];
        }
    }

    /// <summary>Makes one; its text is told only now.</summary>
    public Outcome<(string Text, NamedToken Kept)> Create(string name, Role role, TimeSpan lifetime, string who)
    {
        lock (_gate)
        {
            if (WhyNot(name) is { } refusal)
            {
                return refusal;
            }

            string text = ApiToken.Random();
            var kept = new NamedToken
            {
                Name = name, Role = role, Hash = HashOf(text), ExpiresAt = _time.GetUtcNow() + lifetime, MadeBy = who,
            };
            Write([.. All.Append(kept).OrderBy(token => token.Name, StringComparer.Ordinal)]);
            return (text, kept);
        }
    }

    /// <summary>Why no token of that name can be made now; null if it can.</summary>
    public Refusal? WhyNot(string name)
    {
        if (All.Any(token => token.Name == name))
        {
            return new Refusal(ErrorCodes.TokenExists, $"there is a token \"{name}\" already");
        }

        return All.Count < Most ? null : new Refusal(
            ErrorCodes.WrongValue, $"this node has {Most} tokens, which is the most; delete some");
    }

    /// <summary>Makes one worthless; false if there is none of that name.</summary>
    public bool Delete(string name)
    {
        lock (_gate)
        {
            if (All.All(token => token.Name != name))
            {
                return false;
            }

            Write([.. All.Where(token => token.Name != name)]);
            return true;
        }
    }

    /// <summary>Whether the token of that hash still counts.</summary>
    public bool Has(string hash) => All.Any(token => token.Hash == hash);

    /// <summary>The token of that text; null if there is none. Every one is compared, in constant time.</summary>
    public NamedToken? Find(string text)
    {
        byte[] hash = Encoding.ASCII.GetBytes(HashOf(text));
        NamedToken? found = null;
        foreach (NamedToken token in All)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(token.Hash)))
            {
                found = token;
            }
        }

        return found;
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static IReadOnlyList<NamedToken> Read(string path)
    {
        ApiToken.MustBePrivate(path);
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(path), NamedTokenJson.Default.IReadOnlyListNamedToken) ?? [];
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException(
                $"{path} holds no list of tokens ({error.Message}); delete it, and make the tokens anew.", error);
        }
    }

    private void Write(IReadOnlyList<NamedToken> tokens)
    {
        WholeFile.Write(
            _path, JsonSerializer.SerializeToUtf8Bytes(tokens, NamedTokenJson.Default.IReadOnlyListNamedToken));
        _tokens = tokens;
    }
}
