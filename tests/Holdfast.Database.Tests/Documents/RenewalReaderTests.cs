using System.Text;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Database.Documents;
using Xunit;

namespace Holdfast.Database.Tests.Documents;

public sealed class RenewalReaderTests
{
    private const string Key = "state/members/n1";

    private static readonly MemberState Member = new()
    {
        Node = "n1",
        Epoch = 3,
        Alive = true,
        Sequence = 9,
        Run = "r",
        View = ValueMap<long>.Empty.Set("n1", 3).Set("n2", 1),
        Protections = ["guard-timer"],
        AlivePath = "/a/\"sequence\":1",
    };

    private readonly RenewalReader _reader = new();

    [Fact]
    public void Renewals_ReadAsTheyAre_AndShareWhatDidNotChange()
    {
        MemberState first = Read(Member);
        MemberState second = Read(Member with { Sequence = 10 });
        MemberState third = Read(Member with { Sequence = 123_456 });
        Assert.Equal(Member, first);
        Assert.Equal(Member with { Sequence = 10 }, second);
        Assert.Equal(Member with { Sequence = 123_456 }, third);
        Assert.Same(first.View, third.View);
    }

    [Fact]
    public void AnythingElseThatChanges_IsRead()
    {
        Read(Member);
        foreach (MemberState changed in new[]
        {
            Member with { Alive = false }, Member with { Epoch = 4, Sequence = 1 }, Member with { Detached = true },
            Member with { View = Member.View.Set("n3", 1), Sequence = 10 }, Member with { Run = "s", Sequence = 10 },
        })
        {
            Assert.Equal(changed, Read(changed));
        }
    }

    [Fact]
    public void NodeNamedSequence_IsNotTakenForTheMember()
    {
        MemberState odd = Member with { View = Member.View.Set("sequence", 5) };
        Assert.Equal(odd, Read(odd));
        MemberState other = Member with { View = Member.View.Set("sequence", 6) };
        Assert.Equal(other, Read(other));
    }

    [Theory]
    [InlineData("""{"node":"n1","epoch":1,"alive":true,"sequence":1.5}""")]
    [InlineData("""{"node":"n1","epoch":1,"alive":true,"sequence":1""")]
    [InlineData("""{"node":"n1","epoch":1,"alive":true}""")]
    [InlineData("{}")]
    public void WhatIsNoMember_IsRefused(string document)
    {
        Assert.Throws<DatabaseCorruptException>(() => _reader.Read(Key, Encoding.UTF8.GetBytes(document)));
    }

    private MemberState Read(MemberState member) => _reader.Read(Key, StoredDocuments.Encode(member));
}
