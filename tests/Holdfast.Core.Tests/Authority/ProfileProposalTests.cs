using Holdfast.Core.Authority;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

/// <summary>Which profile is proposed for what was measured.</summary>
public sealed class ProfileProposalTests
{
    [Theory]
    [InlineData(5, 8, 0, "fast")]
    [InlineData(5, 8, 1000, "standard")]
    [InlineData(100, 100, 0, "fast")]
    [InlineData(300, 20, 0, "standard")]
    [InlineData(20, 400, 0, "standard")]
    [InlineData(300, 20, 1000, "patient")]
    [InlineData(1400, 50, 1000, "patient")]
    [InlineData(50, 3000, 0, "wide")]
    [InlineData(60_000, 50, 0, "wide")]
    public void Measured_IsFittedByTheShortestProfileWithRoom(
        int pauseMs, int commitMs, int electionMs, string expected) => Assert.Equal(expected, ProfileProposal.For(
            TimeSpan.FromMilliseconds(pauseMs), TimeSpan.FromMilliseconds(commitMs),
            TimeSpan.FromMilliseconds(electionMs)).Profile.Name);

    [Fact]
    public void Reasons_HaveTheNumbersAndTheArithmetic()
    {
        ProfileProposal proposal = ProfileProposal.For(
            TimeSpan.FromMilliseconds(320), TimeSpan.FromMilliseconds(12), TimeSpan.Zero);
        string all = string.Join('\n', proposal.Reasons);
        Assert.Contains("320 ms", all, StringComparison.Ordinal);
        Assert.Contains("fast (a lease of 1.4 s) leaves no room", all, StringComparison.Ordinal);
        Assert.Contains(LeaseInequality.Arithmetic(LeaseProfile.Standard), all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fast", 5, 8, 0)]
    [InlineData("standard", 5, 8, 1000)]
    [InlineData("wide", 300, 20, 6000)]
    public void ProfileInUse_ThatFits_IsSaidToFit(string used, int pauseMs, int commitMs, int electionMs)
    {
        string all = Judged(used, pauseMs, commitMs, electionMs);
        Assert.Contains($"profile {used} fits: ", all, StringComparison.Ordinal);
        Assert.Contains($"slowest commit {commitMs} ms", all, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster set", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fast", 5, 8, 1000, "124 ms of 1.4 s would be left", "holdfast cluster set --profile standard")]
    [InlineData("fast", 5, 500, 0, "and a commit may take 350 ms", "holdfast cluster set --profile standard")]
    [InlineData("standard", 300, 200, 1000, "1.5 s of 4 s would be left", "holdfast cluster set --profile patient")]
    [InlineData("standard", 5, 2000, 1000, "nothing of 4 s would be left", "holdfast cluster set --profile wide")]
    [InlineData("standard", 60_000, 5, 1000, "does not fit", "No profile has room for that")]
    [InlineData("wide", 60_000, 5, 1000, "does not fit", "No profile has room for that")]
    public void ProfileInUse_ThatDoesNotFit_IsSaidWithTheArithmeticAndWhatToDo(
        string used, int pauseMs, int commitMs, int electionMs, string arithmetic, string remedy)
    {
        string all = Judged(used, pauseMs, commitMs, electionMs);
        Assert.Contains($"profile {used} does not fit", all, StringComparison.Ordinal);
        Assert.Contains(arithmetic, all, StringComparison.Ordinal);
        Assert.Contains(remedy, all, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingFits_IsSaid() => Assert.Contains(
        ProfileProposal.For(TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.Zero).Reasons,
        reason => reason.Contains("not safe from lapsing", StringComparison.Ordinal));

    private static string Judged(string used, int pauseMs, int commitMs, int electionMs) => string.Join(
        '\n',
        ProfileProposal.Judge(
            LeaseProfile.All.Single(profile => profile.Name == used), TimeSpan.FromMilliseconds(pauseMs),
            TimeSpan.FromMilliseconds(commitMs), TimeSpan.FromMilliseconds(electionMs)));
}
