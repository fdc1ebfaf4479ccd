using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests.Help;

/// <summary>The help of the cmdlets is whole, says something, and speaks of what exists.</summary>
public sealed partial class HelpTests(InstalledModule module) : IDisposable
{
    private const int ShortestText = 30;
    private const int FewestExamples = 3;

    private readonly Session _session = new(module);
    private readonly IReadOnlyList<CmdletHelp> _help = HelpFile.Read();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_cmdlet_has_help_in_full()
    {
        Assert.Equal(Cmdlets().Select(static cmdlet => cmdlet.Name), _help.Select(static help => help.Name));
        foreach (CmdletHelp help in _help)
        {
            Assert.All([help.Synopsis, help.Description, help.Inputs, help.Outputs, help.Notes], text => Assert.True(text.Length > 0, $"{help.Name} lacks a section."));
            Assert.True(help.Links > 0, $"{help.Name} has no related links.");
        }
    }

    [Fact]
    public void Every_parameter_is_described_and_no_other()
    {
        foreach (CmdletInfo cmdlet in Cmdlets())
        {
            IEnumerable<string> shown = cmdlet.Parameters.Values
                .Where(static parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !parameter.Attributes.OfType<ParameterAttribute>().Any(static attribute => attribute.DontShow))
                .Select(static parameter => parameter.Name);
            Assert.Equal(shown.Order(StringComparer.Ordinal), HelpOf(cmdlet.Name).Parameters.Select(static parameter => parameter.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_description_of_a_parameter_says_something_of_its_own()
    {
        List<string> faults = [];
        foreach (CmdletHelp help in _help)
        {
            foreach (ParameterHelp parameter in help.Parameters.Where(static parameter => parameter.Name is not ("WhatIf" or "Confirm")))
            {
                if (parameter.Text.Length < ShortestText || Letters().Replace(parameter.Text, "").Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
                {
                    faults.Add($"{help.Name} -{parameter.Name}: '{parameter.Text}' says nothing.");
                }

                if (help.Parameters.Any(other => other.Name != parameter.Name && other.Text == parameter.Text))
                {
                    faults.Add($"{help.Name} -{parameter.Name}: another parameter has the same text.");
                }
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_cmdlet_has_three_examples_that_use_it()
    {
        foreach (CmdletHelp help in _help)
        {
            Assert.True(help.Examples.Count >= FewestExamples, $"{help.Name} has {help.Examples.Count} examples.");
            Assert.All(help.Examples, example => Assert.Contains(help.Name, example.Code, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Help_names_only_parameters_that_exist()
    {
        HashSet<string> all = [.. Cmdlets().SelectMany(static cmdlet => cmdlet.Parameters.Keys)];
        List<string> faults = [];
        foreach (CmdletHelp help in _help)
        {
            IEnumerable<string> texts = [help.Synopsis, help.Description, help.Notes, help.Inputs, help.Outputs, .. help.Parameters.Select(static parameter => parameter.Text + parameter.Default), .. help.Examples.Select(static example => example.Remarks)];
            faults.AddRange(texts.SelectMany(text => UnknownIn(text, help.Name)).Select(name => $"{help.Name}: {name}"));
            faults.AddRange(help.Examples.SelectMany(example => UnknownInCode(example.Code)).Select(name => $"{help.Name}, example: {name}"));
        }

        foreach (string topic in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "help")))
        {
            faults.AddRange(Mention().Matches(ProseOf(topic)).Select(static match => match.Groups["name"].Value).Where(name => !all.Contains(name) && !Foreign.Contains(name))
                .Select(name => $"{Path.GetFileName(topic)}: -{name}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));

        // Parameters of this cmdlet, or of one that the same text names.
        IEnumerable<string> UnknownIn(string text, string cmdlet)
        {
            CmdletInfo[] named = [.. Cmdlets().Where(info => info.Name == cmdlet || text.Contains(info.Name, StringComparison.Ordinal))];
            return Mention().Matches(text).Select(static match => match.Groups["name"].Value)
                .Where(name => !Foreign.Contains(name) && !named.Any(info => info.Parameters.ContainsKey(name)));
        }

        IEnumerable<string> UnknownInCode(string code)
        {
            foreach (CommandAst command in Parser.ParseInput(code, out _, out _).FindAll(static node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                CmdletInfo? info = Cmdlets().FirstOrDefault(info => info.Name.Equals(command.GetCommandName(), StringComparison.OrdinalIgnoreCase));
                foreach (CommandParameterAst parameter in command.CommandElements.OfType<CommandParameterAst>().Where(parameter => info is not null && !info.Parameters.ContainsKey(parameter.ParameterName)))
                {
                    yield return $"{info!.Name} -{parameter.ParameterName}";
                }
            }
        }
    }

    [Fact]
    public void Documented_defaults_are_those_of_the_code()
    {
        int compared = 0;
        foreach (CmdletInfo cmdlet in Cmdlets())
        {
            object instance = Activator.CreateInstance(cmdlet.ImplementingType)!;
            foreach (PropertyInfo property in cmdlet.ImplementingType.GetProperties().Where(static property => property.IsDefined(typeof(ParameterAttribute))))
            {
                object? value = property.GetValue(instance);
                if (value is int or long or Enum || value is string { Length: > 0 })
                {
                    compared++;
                    string documented = HelpOf(cmdlet.Name).Parameters.Single(parameter => parameter.Name == property.Name).Default;
                    bool isMandatory = property.GetCustomAttributes<ParameterAttribute>().Any(static attribute => attribute.Mandatory);
                    Assert.True(isMandatory || documented == value.ToString(), $"{cmdlet.Name} -{property.Name} is {value} by default; help says {documented}.");
                }
            }
        }

        Assert.True(compared > 10, "The defaults were not found.");
    }

    [Fact]
    public void Get_Help_finds_it()
    {
        PSObject help = Assert.Single(_session.Run("Get-Help Protect-EnvelopeData"));
        Assert.Equal(_help.Single(static help => help.Name == "Protect-EnvelopeData").Synopsis, help.Properties["Synopsis"].Value);
        Assert.Contains("Quickstart", Assert.Single(_session.Run("Get-Help about_EnvelopeCrypto")).ToString(), StringComparison.Ordinal);
    }

    // Parameters of PowerShell's own commands, and options of other programs, that help speaks of.
    private static readonly HashSet<string> Foreign = ["AsSecureString", "AsPlainText", "Recurse", "Parallel", "ErrorAction"];

    private CmdletInfo[] Cmdlets() => _cmdlets ??= [.. _session.Run("Get-Command -Module EnvelopeCrypto").Select(static item => (CmdletInfo)item.BaseObject).OrderBy(static cmdlet => cmdlet.Name, StringComparer.Ordinal)];

    private CmdletInfo[]? _cmdlets;

    private CmdletHelp HelpOf(string name) => _help.Single(help => help.Name == name);

    private static string ProseOf(string topic) => string.Join('\n', File.ReadLines(topic).Where(static line => !line.StartsWith("        ", StringComparison.Ordinal)));

    [GeneratedRegex("[^A-Za-z]")]
    private static partial Regex Letters();

    [GeneratedRegex("(?<![A-Za-z0-9*-])-(?<name>[A-Z][A-Za-z0-9]+)")]
    private static partial Regex Mention();
}
