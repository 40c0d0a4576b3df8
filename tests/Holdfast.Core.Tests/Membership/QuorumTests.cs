using Holdfast.Core.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Membership;

/// <summary>What people are told of the votes.</summary>
public sealed class QuorumTests
{
    [Theory]
    [InlineData("+", 1, true, "One more loss ends the cluster")]
    [InlineData("++", 2, true, "One more loss, of either, ends the quorum")]
    [InlineData("+-", 2, false, "There is no quorum")]
    [InlineData("+++", 2, true, "One more loss does no harm; a second one would end the quorum")]
    [InlineData("++-", 2, true, "One more loss ends the quorum")]
    [InlineData("+--", 2, false, "force-quorum")]
    [InlineData("+++++", 3, true, "2 may be lost at the same time")]
    [InlineData("++++-", 3, true, "One more loss does no harm; a second")]
    [InlineData("", 1, false, "There is nobody to vote")]
    public void Votes_AreCounted_AndOneMoreLossIsSaid(string votes, int needed, bool holds, string words)
    {
        var quorum = Quorum.Of([.. votes.Select((vote, index) => new Voter($"n{index + 1}", true, vote == '+'))]);
        Assert.Equal((needed, holds), (quorum.Needed, quorum.Holds));
        Assert.Contains(words, quorum.Words, StringComparison.Ordinal);
    }

    /// <summary>Resources stop only where a node is lost: those that are left go on by agreement.</summary>
    [Theory]
    [InlineData("++", "If it is only a member of the database,", false)]
    [InlineData("++-", "If it is only a member of the database,", false)]
    [InlineData("+-", "If only members of the database are lost,", true)]
    [InlineData("++", "If it is only a member of the database,", true)]
    [InlineData("++-", "If it is only a member of the database,", true)]
    [InlineData("+--", "If only members of the database are lost,", false)]
    public void LossOfTheQuorum_SaysWhichLossStopsResources(string votes, string loss, bool foreign)
    {
        string words = Quorum.Of(
            [.. votes.Select((vote, index) => new Voter($"n{index + 1}", true, vote == '+'))], foreign).Words;
        int at = words.IndexOf($"{loss} resources run on while all nodes agree", StringComparison.Ordinal);
        Assert.True(at >= 0, words);
        Assert.Contains("node is lost", words[at..], StringComparison.Ordinal);
        Assert.EndsWith("they stop when their leases end", words[..words.IndexOf(
            ". ", at, StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+", "this etcd has a single member. Give it three")]
    [InlineData("++", "a third member")]
    [InlineData("+-", "There is no quorum")]
    [InlineData("++-", "Bring back the members")]
    [InlineData("+++", "One more loss does no harm; a second")]
    [InlineData("+++++", "2 may be lost at the same time")]
    [InlineData("", "nobody to vote")]
    public void VotesOfAnEtcdThatSomebodyElseRuns_AdviseNoCommandOfOurs(string votes, string words)
    {
        var quorum = Quorum.Of(
            [.. votes.Select((vote, index) => new Voter($"e{index + 1}", true, vote == '+'))], foreign: true);
        Assert.Contains(words, quorum.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("holdfast", quorum.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void SilentOnesAndLearners_AreNamed_AndLearnersDoNotCount()
    {
        var quorum = Quorum.Of(
            [new Voter("n1", true, true), new Voter("n2", true, true), new Voter("n3", true, false),
                new Voter("n4", false, true)]);
        Assert.Equal((3, 2, 0), (quorum.Votes, quorum.Answering, quorum.Spare));
        Assert.StartsWith("2 of 3 votes answer, 2 are needed; n3 does not answer.", quorum.Words);
        Assert.EndsWith("n4 is still catching up and has no vote yet.", quorum.Words);
    }
}
