using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Documents;

namespace Holdfast.Database.Tests.Documents;

public sealed class StoredDocumentsTests
{
    [Fact]
    public void EveryStoredRecord_HasAGenerator() => Assert.Equal(
        typeof(StoredRecord).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(StoredRecord)))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
        RecordGenerators.Kinds.OrderBy(type => type.Name, StringComparer.Ordinal));

    [Fact]
    public void EveryStoredRecord_HasItsCodeCompiledAhead() => Assert.Equal(
        RecordGenerators.Kinds.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        typeof(StoredKinds).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => ((Type)attribute.ConstructorArguments[0].Value!).Name)
            .Order(StringComparer.Ordinal));

    /// <summary>
    /// System.Text.Json makes a record with up to four constructor parameters by a type of their kinds, which no
    /// compiler that compiles ahead can foresee.
    /// </summary>
    [Fact]
    public void NoContract_NeedsATypeThatIsMadeAtRunTime()
    {
        const int MostOfASmallConstructor = 4;
        var seen = new HashSet<Type>();
        var open = new Queue<Type>(RecordGenerators.Kinds);
        while (open.TryDequeue(out Type? type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            Array.ForEach(type.GetGenericArguments(), open.Enqueue);
            JsonTypeInfo contract = DocumentJson.Options.GetTypeInfo(type);
            int parameters = contract.Properties.Count(property => property.AssociatedParameter is not null);
            Assert.True(parameters is 0 or > MostOfASmallConstructor,
                $"{type.Name} has a constructor with {parameters} parameters: give it one without any as well.");
            foreach (JsonPropertyInfo property in contract.Properties)
            {
                open.Enqueue(property.PropertyType);
            }
        }

        Assert.Contains(typeof(NodeProcess), seen);
        Assert.Contains(typeof(FailoverRecord), seen);
    }

    [Fact]
    public void ClusterConfig_ReadsBackEqual() => ReadsBack<ClusterConfig>();

    [Fact]
    public void NodeConfig_ReadsBackEqual() => ReadsBack<NodeConfig>();

    [Fact]
    public void ResourceTypeConfig_ReadsBackEqual() => ReadsBack<ResourceTypeConfig>();

    [Fact]
    public void GroupConfig_ReadsBackEqual() => ReadsBack<GroupConfig>();

    [Fact]
    public void ResourceConfig_ReadsBackEqual() => ReadsBack<ResourceConfig>();

    [Fact]
    public void MoveRequest_ReadsBackEqual() => ReadsBack<MoveRequest>();

    [Fact]
    public void Revocations_ReadBackEqual() => ReadsBack<Revocations>();

    [Fact]
    public void MachineConfig_ReadsBackEqual() => ReadsBack<MachineConfig>();

    [Fact]
    public void FenceDeviceConfig_ReadsBackEqual() => ReadsBack<FenceDeviceConfig>();

    [Fact]
    public void FenceDeviceStatus_ReadsBackEqual() => ReadsBack<FenceDeviceStatus>();

    [Fact]
    public void FenceState_ReadsBackEqual() => ReadsBack<FenceState>();

    [Fact]
    public void PersonConfig_ReadsBackEqual() => ReadsBack<PersonConfig>();

    [Fact]
    public void JoinTokenRecord_ReadsBackEqual() => ReadsBack<JoinTokenRecord>();

    [Fact]
    public void CoordinatorState_ReadsBackEqual() => ReadsBack<CoordinatorState>();

    [Fact]
    public void MemberState_ReadsBackEqual() => ReadsBack<MemberState>();

    [Fact]
    public void GroupState_ReadsBackEqual() => ReadsBack<GroupState>();

    [Fact]
    public void DecisionRecord_ReadsBackEqual() => ReadsBack<DecisionRecord>();

    [Fact]
    public void NodeState_ReadsBackEqual() => ReadsBack<NodeState>();

    [Fact]
    public void GroupStatus_ReadsBackEqual() => ReadsBack<GroupStatus>();

    [Fact]
    public void NodeStatus_ReadsBackEqual() => ReadsBack<NodeStatus>();

    [Fact]
    public void ClusterEvent_ReadsBackEqual() => ReadsBack<ClusterEvent>();

    [Fact]
    public void Record_Encoded_IsReadableJson()
    {
        var group = new GroupConfig { Name = "g", PreferredOwners = ["n1", "n2"], FailoverPeriod =
            TimeSpan.FromMinutes(5) };
        var status = new GroupStatus { Group = "g", Node = "n1", Epoch = 1, Generation = 2, Phase =
            GroupPhase.StopFailed };
        var member = new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 };

        JsonNode json = Json(group);
        Assert.Equal("5min", (string?)json["failoverPeriod"]);
        Assert.Equal("n2", (string?)json["preferredOwners"]?[1]);
        Assert.Equal("StopFailed", (string?)Json(status)["phase"]);
        Assert.Equal(7, (int?)Json(member with { View = member.View.Set("n2", 7) })["view"]?["n2"]);
    }

    [Fact]
    public void MembersOfANewerVersion_AreKeptAndWrittenBack()
    {
        const string Document = """{"name":"g","schemaVersion":2,"future":{"deep":[1,2]},"priority":5}""";

        GroupConfig group = Decode<GroupConfig>(Document);
        JsonNode json = Json(group with { Priority = 6 });

        Assert.Equal((5, 2), (group.Priority, group.SchemaVersion));
        Assert.Equal(2, (int?)json["future"]?["deep"]?[1]);
        Assert.Equal(6, (int?)json["priority"]);
    }

    [Fact]
    public void MembersThatAnOlderVersionDidNotWrite_HaveTheirDefaults() => Assert.Equal(
        new ResourceConfig { Name = "r", Group = "g", Type = "T" },
        Decode<ResourceConfig>("""{"name":"r","group":"g","type":"T"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":"g","failoverPeriod":"5 parsecs"}""")]
    [InlineData("""{"name":"g","preferredOwners":[null]}""")]
    [InlineData("""{"name":"g","preferredOwners":null}""")]
    public void WhatIsNoSuchRecord_Decode_NamesTheKey(string document)
    {
        var error = Assert.Throws<DatabaseCorruptException>(() => Decode<GroupConfig>(document));

        Assert.Contains("config/groups/g", error.Message, StringComparison.Ordinal);
    }

    private static void ReadsBack<T>()
        where T : StoredRecord => Prop
        .ForAll(
            Gen.Choose(0, int.MaxValue).Select(seed => RecordGenerators.Random<T>(new Random(seed))).ToArbitrary(),
            record => Assert.Equal(record, StoredDocuments.Decode<T>("k", StoredDocuments.Encode(record))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    private static JsonNode Json<T>(T record)
        where T : StoredRecord => JsonNode.Parse(StoredDocuments.Encode(record))!;

    private static T Decode<T>(string document)
        where T : StoredRecord => StoredDocuments.Decode<T>("config/groups/g", Encoding.UTF8.GetBytes(document));
}
