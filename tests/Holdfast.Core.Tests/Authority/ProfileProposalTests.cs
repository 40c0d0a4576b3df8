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

    [Fact]
    public void NothingFits_IsSaid() => Assert.Contains(
        ProfileProposal.For(TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.Zero).Reasons,
        reason => reason.Contains("not safe from lapsing", StringComparison.Ordinal));
}
