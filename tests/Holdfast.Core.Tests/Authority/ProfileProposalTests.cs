using Holdfast.Core.Authority;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

/// <summary>Which profile is proposed for what was measured.</summary>
public sealed class ProfileProposalTests
{
    [Theory]
    [InlineData(5, 8, "fast")]
    [InlineData(100, 100, "fast")]
    [InlineData(300, 20, "standard")]
    [InlineData(20, 400, "standard")]
    [InlineData(1500, 50, "patient")]
    [InlineData(50, 3000, "wide")]
    [InlineData(60_000, 50, "wide")]
    public void Measured_IsFittedByTheShortestProfileWithRoom(int pauseMs, int commitMs, string expected) =>
        Assert.Equal(expected, ProfileProposal.For(
            TimeSpan.FromMilliseconds(pauseMs), TimeSpan.FromMilliseconds(commitMs)).Profile.Name);

    [Fact]
    public void Reasons_HaveTheNumbersAndTheArithmetic()
    {
        ProfileProposal proposal = ProfileProposal.For(TimeSpan.FromMilliseconds(320), TimeSpan.FromMilliseconds(12));
        string all = string.Join('\n', proposal.Reasons);
        Assert.Contains("320 ms", all, StringComparison.Ordinal);
        Assert.Contains("fast (a lease of 1.4 s) leaves no room", all, StringComparison.Ordinal);
        Assert.Contains(LeaseInequality.Arithmetic(LeaseProfile.Standard), all, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingFits_IsSaid() => Assert.Contains(
        ProfileProposal.For(TimeSpan.FromMinutes(1), TimeSpan.Zero).Reasons,
        reason => reason.Contains("not safe from lapsing", StringComparison.Ordinal));
}
