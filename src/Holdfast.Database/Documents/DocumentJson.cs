using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Database.Documents;

/// <summary>How every record that the cluster database stores is written as JSON.</summary>
/// <remarks>
/// Contracts are read by reflection, not generated: the generator of .NET 10 passes every init-only member to the
/// constructor call, so a member that a document lacks becomes null or 0 instead of the record's own default, and a
/// document
/// of an older version would be read wrong.
/// </remarks>
public static class DocumentJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            MaxDepth = 32,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters =
            {
                new JsonStringEnumConverter(),
                new DurationConverter(),
                new ValueListConverter<string>(),
                new ValueListConverter<ValueList<string>>(),
                new ValueListConverter<GroupDependency>(),
                new ValueListConverter<DateTimeOffset>(),
                new ValueListConverter<ObservedMember>(),
                new ValueListConverter<FailoverRecord>(),
                new ValueListConverter<ResourceStatus>(),
                new ValueListConverter<NodeProcess>(),
                new ValueMapConverter<string>(),
                new ValueMapConverter<long>(),
            },
        };
        options.MakeReadOnly();
        return options;
    }
}
