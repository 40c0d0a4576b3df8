using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Memory;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Machines.Joining;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Machines;

/// <summary>Tokens: what they are, that they work once, for a while, and for what they were made.</summary>
public sealed class JoinTokenTests
{
    private const string Hash = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private readonly MemoryDatabase _database = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private JoinTokens Tokens => new(_database, _time);

    [Fact]
    public void Token_IsReadBack_AndNothingElseIs()
    {
        JoinToken token = JoinToken.Create(Hash);
        Assert.Equal(token, JoinToken.TryParse($" {token}\n"));
        string text = token.ToString();
        foreach (string wrong in new[]
            { "", "HFJ1", text[..^1], text + "a", text.Replace("HFJ1", "HFJ2", StringComparison.Ordinal),
                text.Replace('-', '_'), text.ToUpperInvariant() })
        {
            Assert.Null(JoinToken.TryParse(wrong));
        }

        Assert.NotEqual(token.Secret, JoinToken.Create(Hash).Secret);
    }

    [Fact]
    public async Task Token_IsStoredHashed_AndWorksOnce()
    {
        JoinToken token = await MakeAsync();
        string stored = string.Concat((await _database.ReadAsync(Keys.Joins, Cancel)).Items
            .Select(item => System.Text.Encoding.UTF8.GetString(item.Value.Span)));
        Assert.DoesNotContain(token.Secret, stored, StringComparison.Ordinal);
        Assert.Contains(token.SecretHash, stored, StringComparison.Ordinal);

        Assert.Null(await RedeemAsync(token));
        Assert.Equal(ErrorCodes.JoinRefused, (await RedeemAsync(token))?.Code);
        Assert.Empty((await _database.ReadAsync(Keys.Joins, Cancel)).Items);
    }

    [Fact]
    public async Task Token_UsedTwiceAtTheSameTime_WorksOnce()
    {
        JoinToken token = await MakeAsync();
        Refusal?[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RedeemAsync(token))));
        Assert.Single(answers, answer => answer is null);
    }

    [Fact]
    public async Task WrongSecret_FiveTimes_EndsTheToken()
    {
        JoinToken token = await MakeAsync();
        JoinToken guess = token with { Secret = JoinToken.Create(Hash).Secret };
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(ErrorCodes.JoinRefused, (await RedeemAsync(guess))?.Code);
        }

        Assert.Single((await _database.ReadAsync(Keys.Joins, Cancel)).Items);
        Assert.Equal(ErrorCodes.JoinRefused, (await RedeemAsync(guess))?.Code);
        Assert.Equal(ErrorCodes.JoinRefused, (await RedeemAsync(token))?.Code);
    }

    [Fact]
    public async Task OldToken_IsWorthNothing_AndForgottenWithTheNext()
    {
        JoinToken token = await MakeAsync();
        _time.Advance(Life);
        Assert.Equal(ErrorCodes.JoinRefused, (await RedeemAsync(token))?.Code);
        await MakeAsync();
        Assert.Single((await _database.ReadAsync(Keys.Joins, Cancel)).Items);
    }

    [Fact]
    public async Task TokenForAnotherRoleOrName_IsRefusedAndStillGood()
    {
        JoinToken token = await MakeAsync("n2");
        Assert.Contains("lets a node join", (await RedeemAsync(token, MachineConfig.WitnessRole, "n2"))!.Detail,
            StringComparison.Ordinal);
        Assert.Contains("\"n2\" alone", (await RedeemAsync(token, node: "n3"))!.Detail, StringComparison.Ordinal);
        Assert.Null(await RedeemAsync(token, node: "n2"));
    }

    [Fact]
    public async Task UnknownAndMalformedIds_AreRefusedAlike()
    {
        JoinToken token = await MakeAsync();
        foreach (string id in new[] { "", "../x", "a b", "zzzzzzzz" })
        {
            Refusal? refused = await RedeemAsync(token with { Id = id });
            Assert.Equal(await DetailOfWrongAsync(token), refused?.Detail);
        }
    }

    private async Task<string?> DetailOfWrongAsync(JoinToken token) =>
        (await RedeemAsync(token with { Id = "aaaaaaaa" }))?.Detail;

    private async Task<JoinToken> MakeAsync(string node = "")
    {
        Outcome<(JoinToken Token, JoinTokenRecord Stored)> made =
            await Tokens.CreateAsync(Hash, MachineConfig.NodeRole, node, Life, Cancel);
        Assert.True(made.Succeeded(out (JoinToken Token, JoinTokenRecord Stored) token, out _));
        return token.Token;
    }

    private async Task<Refusal?> RedeemAsync(
        JoinToken token, string role = MachineConfig.NodeRole, string node = "n2")
    {
        (await Tokens.RedeemAsync(token.Id, token.Secret, role, node, Cancel)).Succeeded(out _, out Refusal? refusal);
        return refusal;
    }
}
